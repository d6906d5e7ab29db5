/** Takes over a data folder of the hands-on app: its accounts, and its notes where they stand. */
@NullMarked
package dev.notely.store.adoption;

import org.jspecify.annotations.NullMarked;
