/** A migration's report as text: pure renderings of the document that a proxy made. */
@NullMarked
package dev.notely.gateway.report;

import org.jspecify.annotations.NullMarked;
