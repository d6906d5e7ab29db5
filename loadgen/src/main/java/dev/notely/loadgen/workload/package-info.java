/** What users do, and how fast. */
@NullMarked
package dev.notely.loadgen.workload;

import org.jspecify.annotations.NullMarked;
