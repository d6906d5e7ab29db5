/** The life of a process: command line, ready line, parent link, orderly stop. */
@NullMarked
package dev.notely.runtime.process;

import org.jspecify.annotations.NullMarked;
