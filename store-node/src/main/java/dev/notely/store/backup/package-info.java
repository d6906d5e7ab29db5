/** Copies of stores' and the catalog's files: made while they are in use, checked, put back. */
@NullMarked
package dev.notely.store.backup;

import org.jspecify.annotations.NullMarked;
