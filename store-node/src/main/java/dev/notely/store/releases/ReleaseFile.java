package dev.notely.store.releases;

import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/** Where the state of releases is kept. */
public interface ReleaseFile {
  /** As it is now. */
  ReleaseState load();

  /**
   * Changes it in one transaction; the future completes with the state after it, once that is
   * durable, or fails with what the work threw, and then nothing was changed.
   */
  CompletableFuture<ReleaseState> change(UnaryOperator<ReleaseState> work);
}
