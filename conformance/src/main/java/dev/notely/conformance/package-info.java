/**
 * What store.proto promises, checked over the wire only: a store written by somebody else can be
 * held to it.
 */
@NullMarked
package dev.notely.conformance;

import org.jspecify.annotations.NullMarked;
