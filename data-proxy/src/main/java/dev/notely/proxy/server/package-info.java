/** The process: its services over gRPC, its configuration, its start. */
@NullMarked
package dev.notely.proxy.server;

import org.jspecify.annotations.NullMarked;
