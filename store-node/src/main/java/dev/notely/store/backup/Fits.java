package dev.notely.store.backup;

import com.google.protobuf.ByteString;
import dev.notely.store.catalog.CatalogFile;
import dev.notely.store.notes.StoreFile;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** How the accounts of a catalog fit to a copy of a store's file. */
final class Fits {
  private final Map<Fit, Long> counts = new EnumMap<>(Fit.class);
  private final Map<Fit, ByteString> first = new EnumMap<>(Fit.class);

  private Fits() {}

  /** Looks at all of them. */
  static Fits count(CatalogFile catalog, StoreFile store) {
    Fits fits = new Fits();
    catalog.forEachPlacement(page ->
        page.forEach(placement -> {
          Fit fit = Fit.of(store.name(), placement, store.row(placement.account()));
          fits.counts.merge(fit, 1L, Long::sum);
          fits.first.putIfAbsent(fit, placement.account());
        }));
    return fits;
  }

  long of(Fit fit) {
    return counts.getOrDefault(fit, 0L);
  }

  /** One of them, to look at. */
  Optional<ByteString> first(Fit fit) {
    return Optional.ofNullable(first.get(fit));
  }

  /** Accounts that the store would not serve as the catalog says. */
  long unserved() {
    return of(Fit.MISSING) + of(Fit.NEWER) + of(Fit.OVERLAID);
  }
}
