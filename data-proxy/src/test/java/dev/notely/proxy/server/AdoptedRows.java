package dev.notely.proxy.server;

import com.google.protobuf.ByteString;
import dev.notely.proxy.migration.UnaskedInspection;
import dev.notely.proxy.store.Ids;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Rows of one store that are no records; remembers what is decided about them. */
final class AdoptedRows extends UnaskedInspection {
  private static final Comparator<ByteString> BYTEWISE =
      ByteString.unsignedLexicographicalComparator();

  final List<Unconverted> rows = new ArrayList<>();
  final List<Decision> decided = new ArrayList<>();
  private final String store;
  private final int most;

  /**
   * Makes an empty one.
   *
   * @param most rows on a page, whatever is asked for
   */
  AdoptedRows(String store, int most) {
    this.store = store;
    this.most = most;
  }

  void add(int row, Optional<UUID> account, String raw) {
    rows.add(
        new Unconverted(
            store, "notes", row, "?", account, "broken", Optional.of(new Raw(raw, false, 9))));
  }

  private static Comparator<Unconverted> order() {
    return Comparator.<Unconverted, ByteString>comparing(
            row -> row.account().map(Ids::bytes).orElse(ByteString.EMPTY), BYTEWISE)
        .thenComparing(Unconverted::source)
        .thenComparingLong(Unconverted::row);
  }

  @Override
  public UnconvertedPage unconverted(
      RowPosition after, int limit, boolean withRaw, List<UUID> accounts) {
    boolean all = accounts.isEmpty();
    Comparator<Unconverted> byPlace =
        Comparator.comparing(Unconverted::source).thenComparingLong(Unconverted::row);
    Unconverted at =
        new Unconverted(
            store,
            after.source(),
            after.row(),
            "",
            all ? Optional.empty() : after.account(),
            "",
            Optional.empty());
    Comparator<Unconverted> order = all ? byPlace : order();
    List<Unconverted> rest =
        rows.stream()
            .filter(row -> all || row.account().filter(accounts::contains).isPresent())
            .filter(row -> order.compare(row, at) > 0)
            .sorted(order)
            .toList();
    int page = Math.min(limit, most);
    return new UnconvertedPage(rest.stream().limit(page).toList(), rest.size() > page);
  }

  @Override
  public void resolve(String source, long row, Decision decision, String actor, String reason) {
    decided.add(decision);
  }
}
