/** The ports to stores and catalog, and their gRPC clients. */
@NullMarked
package dev.notely.proxy.store;

import org.jspecify.annotations.NullMarked;
