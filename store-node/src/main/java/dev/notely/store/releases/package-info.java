/**
 * Releases of the data proxy: how the traffic is split between them, and the deployment from one to
 * the next. Decides without files and without the wire.
 */
@NullMarked
package dev.notely.store.releases;

import org.jspecify.annotations.NullMarked;
