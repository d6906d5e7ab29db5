package dev.notely.proxy.server;

import dev.notely.proxy.store.Ids;
import dev.notely.proxy.store.MigrationCatalog;
import dev.notely.proxy.store.MigrationCatalog.Account;
import dev.notely.proxy.store.MigrationCatalog.AccountPage;
import dev.notely.proxy.store.MigrationCatalog.AccountState;
import dev.notely.proxy.store.MigrationCatalog.EventPage;
import dev.notely.proxy.store.MigrationCatalog.JournalEvent;
import dev.notely.proxy.store.StoreInspection;
import dev.notely.proxy.store.StoreInspection.Raw;
import dev.notely.proxy.store.StoreInspection.RowPosition;
import dev.notely.proxy.store.StoreInspection.Unconverted;
import dev.notely.proxy.store.StoreInspection.UnconvertedPage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Pages through what stands in the way of a migration's accounts: per account first the records
 * that a store could not use, then the rows at its home that are no records. Holds a page of
 * accounts and a page of rows at a time.
 */
final class UnexpectedListing {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int ACCOUNTS = 1_000;
  private static final int EVENTS = 1_000;
  // Of accounts without anything; then the caller gets an empty page and where to go on.
  private static final int MAX_PAGES = 20;
  private static final Comparator<Position> ORDER =
      Comparator.<Position, com.google.protobuf.ByteString>comparing(
              position -> Ids.bytes(position.account),
              com.google.protobuf.ByteString.unsignedLexicographicalComparator())
          .thenComparing(Position::source)
          .thenComparingLong(Position::row);

  private final MigrationCatalog catalog;
  private final Function<String, StoreInspection> inspections;

  UnexpectedListing(MigrationCatalog catalog, Function<String, StoreInspection> inspections) {
    this.catalog = catalog;
    this.inspections = inspections;
  }

  /**
   * A row or a record.
   *
   * @param source table of a row; empty of a record that is one and cannot be used
   * @param row its number there, 0 of a record
   */
  record Entry(
      String store,
      String source,
      long row,
      String id,
      UUID account,
      String reason,
      Optional<Raw> raw) {}

  /**
   * Some of them.
   *
   * @param next where the next page begins, empty: this is the last
   */
  record Page(List<Entry> entries, String next) {}

  /** Where a page ends; behind all rows of its account if the source is {@link #END}. */
  private record Position(UUID account, String source, long row) {
    private static final String END = "~";

    @Override
    public String toString() {
      return account + "/" + source + "/" + row;
    }

    static Position of(Entry entry) {
      return new Position(entry.account, entry.source, entry.row);
    }

    static Optional<Position> parse(String text) {
      if (text.isEmpty()) {
        return Optional.empty();
      }
      String[] parts = text.split("/", -1);
      try {
        return Optional.of(
            new Position(UUID.fromString(parts[0]), parts[1], Long.parseLong(parts[2])));
      } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
        throw new IllegalArgumentException("cursor is not one that a page gave", e);
      }
    }
  }

  Page page(long migration, String after, int limit) {
    catalog.get(migration); // of none there is nothing
    Optional<Position> at = Position.parse(after);
    for (int i = 0; i < MAX_PAGES; i++) {
      AccountPage accounts =
          catalog.accounts(
              migration, at.flatMap(position -> Ids.before(position.account)), ACCOUNTS, Set.of());
      if (accounts.accounts().isEmpty()) {
        return new Page(List.of(), "");
      }
      Page page = page(migration, accounts, at, limit);
      if (!page.entries.isEmpty() || page.next.isEmpty()) {
        return page;
      }
      at = Position.parse(page.next);
    }
    return new Page(List.of(), at.map(Position::toString).orElse(""));
  }

  private Page page(long migration, AccountPage accounts, Optional<Position> at, int limit) {
    List<Entry> found = new ArrayList<>();
    accounts.accounts().stream()
        .filter(account -> account.state() == AccountState.QUARANTINED)
        .forEach(account -> found.addAll(records(migration, account)));
    // Beyond the end of a page that was cut nothing is known.
    Optional<Position> known = Optional.empty();
    Map<String, List<UUID>> byHome =
        accounts.accounts().stream()
            .collect(
                Collectors.groupingBy(
                    account -> account.placement().home(),
                    Collectors.mapping(Account::account, Collectors.toList())));
    for (Map.Entry<String, List<UUID>> there : byHome.entrySet()) {
      UnconvertedPage rows =
          inspections
              .apply(there.getKey())
              .unconverted(rowAfter(at), limit, true, there.getValue());
      List<Entry> entries = rows.rows().stream().map(UnexpectedListing::entry).toList();
      found.addAll(entries);
      if (rows.more()) {
        Position end = Position.of(entries.getLast());
        known = Optional.of(known.filter(other -> ORDER.compare(other, end) < 0).orElse(end));
      }
    }
    Optional<Position> bound = known;
    List<Entry> sorted =
        found.stream()
            .filter(entry -> at.isEmpty() || ORDER.compare(Position.of(entry), at.get()) > 0)
            .filter(entry -> bound.isEmpty() || ORDER.compare(Position.of(entry), bound.get()) <= 0)
            .sorted(Comparator.comparing(Position::of, ORDER))
            .toList();
    if (sorted.size() > limit || bound.isPresent()) {
      List<Entry> first = sorted.subList(0, Math.min(limit, sorted.size()));
      return new Page(List.copyOf(first), Position.of(first.getLast()).toString());
    }
    UUID last = accounts.accounts().getLast().account();
    return new Page(sorted, accounts.more() ? new Position(last, Position.END, 0).toString() : "");
  }

  private static RowPosition rowAfter(Optional<Position> at) {
    return at.map(position ->
            new RowPosition(Optional.of(position.account), position.source, position.row))
        .orElse(RowPosition.START);
  }

  private static Entry entry(Unconverted row) {
    return new Entry(
        row.store(),
        row.source(),
        row.row(),
        row.id(),
        row.account().orElseThrow(), // accounts were asked for
        row.reason(),
        row.raw());
  }

  /** What its quarantine tells of records; its rows are listed as they are now. */
  private List<Entry> records(long migration, Account account) {
    Optional<JournalEvent> told = Optional.empty();
    long after = 0;
    boolean more = true;
    while (more) {
      EventPage page = catalog.events(migration, after, EVENTS, Optional.of(account.account()));
      for (JournalEvent event : page.events()) {
        told = event.event().equals("QUARANTINE") ? Optional.of(event) : told;
        after = event.id();
      }
      more = page.more();
    }
    return told.filter(event -> !event.evidence().isEmpty())
        .map(event -> JSON.readTree(event.evidence()).path("records"))
        .map(records ->
            records
                .valueStream()
                .filter(record -> !record.has("row"))
                .map(record -> record(account.account(), record))
                .toList())
        .orElse(List.of());
  }

  private static Entry record(UUID account, JsonNode record) {
    Optional<Raw> raw =
        record.has("raw")
            ? Optional.of(
                new Raw(
                    record.path("raw").toString(),
                    record.path("truncated").asBoolean(false),
                    record.path("bytes").asLong(0)))
            : Optional.empty();
    return new Entry(
        record.path("store").asString(""),
        "",
        0,
        record.path("id").asString(""),
        account,
        record.path("reason").asString(""),
        raw);
  }
}
