/** What users feel: operations of chosen accounts, counted while somebody watches. */
@NullMarked
package dev.notely.proxy.feeling;

import org.jspecify.annotations.NullMarked;
