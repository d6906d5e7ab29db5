/** The REST contract: routes, parsing, and what an error becomes. */
@NullMarked
package dev.notely.gateway.http;

import org.jspecify.annotations.NullMarked;
