/** Who is the home of an account: the catalog's word, cached, never guessed. */
@NullMarked
package dev.notely.proxy.placement;

import org.jspecify.annotations.NullMarked;
