/** The status page: what the gateway collects while somebody watches, and what of it is public. */
@NullMarked
package dev.notely.gateway.status;

import org.jspecify.annotations.NullMarked;
