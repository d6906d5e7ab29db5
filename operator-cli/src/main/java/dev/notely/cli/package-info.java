/** The commands of an operator: each asks the gateway by REST and shows the answer. */
@NullMarked
package dev.notely.cli;

import org.jspecify.annotations.NullMarked;
