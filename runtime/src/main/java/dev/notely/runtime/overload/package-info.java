/** What keeps a process from making trouble worse. */
@NullMarked
package dev.notely.runtime.overload;

import org.jspecify.annotations.NullMarked;
