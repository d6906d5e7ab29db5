/** What a user may see: the judge of every answer. */
@NullMarked
package dev.notely.loadgen.oracle;

import org.jspecify.annotations.NullMarked;
