package dev.notely.store.catalog;

import dev.notely.store.releases.ReleaseFile;
import dev.notely.store.releases.ReleaseState;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/** The state of releases in the catalog's file. */
public final class CatalogReleases implements ReleaseFile {
  private final Catalog catalog;

  public CatalogReleases(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public ReleaseState load() {
    return catalog.read(tables -> tables.releases().state());
  }

  @Override
  public CompletableFuture<ReleaseState> change(UnaryOperator<ReleaseState> work) {
    return catalog.write(tables -> {
      ReleaseState before = tables.releases().state();
      ReleaseState after = work.apply(before);
      if (!after.equals(before)) {
        tables.releases().put(after);
      }
      return after;
    });
  }
}
