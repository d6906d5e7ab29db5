/** The report of a migration: what one mails to support, and keeps afterwards as the record. */
@NullMarked
package dev.notely.proxy.server.report;

import org.jspecify.annotations.NullMarked;
