/** The process: its services over gRPC, its configuration, its start. */
@NullMarked
package dev.notely.store.server;

import org.jspecify.annotations.NullMarked;
