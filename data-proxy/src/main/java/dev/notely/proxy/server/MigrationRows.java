package dev.notely.proxy.server;

import dev.notely.proto.telemetry.v1.Migration;
import dev.notely.proxy.server.Look.Seen;
import dev.notely.proxy.store.MigrationCatalog;
import dev.notely.proxy.store.MigrationCatalog.State;
import dev.notely.proxy.telemetry.Pace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Rows of migrations. Those that have ended do not change: they are listed again when one ends, and
 * now and then. Of the others a few documents are made in each look, in turn.
 */
final class MigrationRows {
  private static final Duration PERIOD = Duration.ofMillis(900);
  private static final int LISTED = 500;
  private static final int DOCUMENTS = 8;
  private static final long LIST_AGAIN_NANOS = Duration.ofSeconds(30).toNanos();

  private final MigrationCatalog catalog;
  private final Documents read;
  private final LongSupplier nanos;

  // Of one look at a time:
  private final Pace pace;
  private Map<Long, MigrationCatalog.Migration> all = new HashMap<>();
  private List<MigrationCatalog.Migration> unfinished = List.of();
  private Set<Long> open = Set.of();
  private long listedNanos;
  private final Map<Long, Document> documents = new HashMap<>();
  private Map<Long, Row> made = Map.of();
  private Map<String, Migration> last = Map.of();
  private final Turn busy = new Turn();
  private final Turn waiting = new Turn();

  /** What is told of one that has not ended. */
  interface Documents {
    /** As GET /migrations/{id}. */
    String status(long id);

    /** As GET /migrations/{id}/mirrors; empty: it does not mirror. */
    String mirrors(MigrationCatalog.Migration migration);
  }

  /**
   * As it was made.
   *
   * @param version of the migration
   */
  private record Document(long version, String text, String mirrors) {
    static final Document NONE = new Document(0, "", "");
  }

  /** A row, and what it was made of. */
  private record Row(MigrationCatalog.Migration migration, Document document, Migration row) {
    /** Most are history, and the very same: Objects.equals sees that at once. */
    boolean isOf(MigrationCatalog.Migration other, Document newest) {
      return Objects.equals(document, newest) && Objects.equals(migration, other);
    }
  }

  /** Some of many each time, until all were there. */
  private static final class Turn {
    private int next;

    <T> List<T> next(List<T> all, int most) {
      List<T> chosen = new ArrayList<>();
      for (int i = 0; i < Math.min(most, all.size()); i++) {
        chosen.add(all.get((next + i) % all.size()));
      }
      next = all.isEmpty() ? 0 : (next + most) % all.size();
      return chosen;
    }
  }

  /**
   * The latest 500.
   *
   * @param open those that have not ended
   */
  record Migrations(Map<String, Migration> rows, List<MigrationCatalog.Migration> open) {
    static final Migrations NONE = new Migrations(Map.of(), List.of());
  }

  /** Has not looked yet. */
  MigrationRows(MigrationCatalog catalog, Documents read) {
    this(catalog, read, System::nanoTime);
  }

  /**
   * The same by a clock of its own.
   *
   * @param nanos time from anywhere, never falling
   */
  MigrationRows(MigrationCatalog catalog, Documents read, LongSupplier nanos) {
    this.catalog = catalog;
    this.read = read;
    this.nanos = nanos;
    this.pace = new Pace(PERIOD.toNanos(), nanos.getAsLong());
  }

  Seen<Migrations> look() {
    long began = nanos.getAsLong();
    if (pace.isDue(began)) {
      unfinished = list();
      pace.asked(began, nanos.getAsLong());
    }
    renew(unfinished);
    return Seen.whole(new Migrations(rows(), unfinished));
  }

  private List<MigrationCatalog.Migration> list() {
    List<MigrationCatalog.Migration> now = catalog.list(LISTED, true);
    Set<Long> ids = now.stream().map(MigrationCatalog.Migration::id).collect(Collectors.toSet());
    long listed = nanos.getAsLong();
    if (listedNanos == 0 || !ids.equals(open) || listed - listedNanos > LIST_AGAIN_NANOS) {
      all = byId(catalog.list(LISTED, false));
      listedNanos = listed;
      open = ids;
    }
    all.putAll(byId(now));
    documents.keySet().retainAll(ids);
    return now;
  }

  private static Map<Long, MigrationCatalog.Migration> byId(
      List<MigrationCatalog.Migration> migrations) {
    Map<Long, MigrationCatalog.Migration> byId = new HashMap<>();
    migrations.forEach(migration -> byId.put(migration.id(), migration));
    return byId;
  }

  /**
   * Of those that something happens to, all where they are few, else some in turn. One that is only
   * planned waits: its document is made when it is new or has changed, and now and then.
   */
  private void renew(List<MigrationCatalog.Migration> these) {
    List<MigrationCatalog.Migration> planned =
        these.stream().filter(migration -> migration.state() == State.PLANNED).toList();
    List<MigrationCatalog.Migration> started =
        these.stream().filter(migration -> migration.state() != State.PLANNED).toList();
    List<MigrationCatalog.Migration> unknown =
        planned.stream().filter(migration -> !isKnown(migration)).toList();
    int kept = Math.clamp(unknown.size(), planned.isEmpty() ? 0 : 1, DOCUMENTS / 2);
    List<MigrationCatalog.Migration> chosen = new ArrayList<>(busy.next(started, DOCUMENTS - kept));
    chosen.addAll(
        unknown.isEmpty()
            ? waiting.next(planned, 1)
            : waiting.next(unknown, DOCUMENTS - chosen.size()));
    chosen.forEach(migration ->
        documents.put(
            migration.id(),
            new Document(
                migration.version(), read.status(migration.id()), read.mirrors(migration))));
  }

  private boolean isKnown(MigrationCatalog.Migration migration) {
    Document made = documents.get(migration.id());
    return made != null && made.version() == migration.version();
  }

  /** The same map as last time where no row has changed: most are history. */
  private Map<String, Migration> rows() {
    Map<Long, Row> now = new HashMap<>();
    boolean changed = all.size() != made.size();
    for (MigrationCatalog.Migration one : all.values()) {
      Row before = made.get(one.id());
      Document document = documents.getOrDefault(one.id(), Document.NONE);
      boolean same = before != null && before.isOf(one, document);
      changed |= !same;
      now.put(one.id(), same ? before : row(one, document));
    }
    if (changed) {
      made = now;
      last =
          now.entrySet().stream()
              .collect(Collectors.toMap(e -> Long.toString(e.getKey()), e -> e.getValue().row()));
    }
    return last;
  }

  private static Row row(MigrationCatalog.Migration one, Document document) {
    return new Row(
        one,
        document,
        Migration.newBuilder()
            .setId(one.id())
            .setName(one.name())
            .setState(one.state().name())
            .setVersion(one.version())
            .setChangedAtMs(one.changedAtMs())
            .setStatus(document.text())
            .setMirrors(document.mirrors())
            .build());
  }
}
