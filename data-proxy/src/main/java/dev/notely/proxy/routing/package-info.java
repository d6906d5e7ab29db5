/** From an operation and a placement to an answer: decide purely, then do. */
@NullMarked
package dev.notely.proxy.routing;

import org.jspecify.annotations.NullMarked;
