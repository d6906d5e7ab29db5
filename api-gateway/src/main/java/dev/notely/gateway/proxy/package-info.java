/** Which proxy to ask, how often, and how long. */
@NullMarked
package dev.notely.gateway.proxy;

import org.jspecify.annotations.NullMarked;
