package dev.notely.store.catalog;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The journal's tables without a file, for simulations. For one thread. */
public final class InMemoryJournalTables implements JournalTables {
  private static final Comparator<ByteString> BYTES =
      ByteString.unsignedLexicographicalComparator();

  private final List<String> stores;
  private final Map<ByteString, PlacementRow> placements = new HashMap<>();
  private final Map<Chore, Long> chores = new LinkedHashMap<>(); // with their migrations
  private final List<MoveRecord> moves = new ArrayList<>();
  private final TreeMap<Long, Migration> migrations = new TreeMap<>();
  private final Map<Long, NavigableMap<ByteString, MigrationAccount>> accounts = new HashMap<>();
  private final Map<Sum, AccountCount> counts = new HashMap<>();
  private final List<JournalEvent> events = new ArrayList<>();
  private final NavigableMap<MismatchKey, OpenMismatch> mismatches =
      new TreeMap<>(
          Comparator.comparingLong(MismatchKey::migration)
              .thenComparing(MismatchKey::account, BYTES)
              .thenComparing(MismatchKey::key));
  private long version;

  private record MismatchKey(long migration, ByteString account, String key) {}

  /** Empty tables; accounts can be placed at these stores. */
  public InMemoryJournalTables(Collection<String> stores) {
    this.stores = List.copyOf(stores);
  }

  /** Chores that are left, oldest first. */
  public List<Chore> chores() {
    return List.copyOf(chores.keySet());
  }

  /** A chore is done; nothing happens if it was done before. */
  public void remove(Chore chore) {
    chores.remove(chore);
  }

  /** Committed moves, oldest first. */
  public List<MoveRecord> moves() {
    return List.copyOf(moves);
  }

  /** Every placement, in no order. */
  public List<PlacementRow> placements() {
    return List.copyOf(placements.values());
  }

  @Override
  public Optional<PlacementRow> placement(ByteString account) {
    return Optional.ofNullable(placements.get(account));
  }

  @Override
  public PlacementRow put(PlacementRow row) {
    version++;
    PlacementRow stored = row.withVersion(version);
    placements.put(row.account(), stored);
    return stored;
  }

  @Override
  public void put(Chore chore, long migration) {
    chores.put(chore, migration);
  }

  @Override
  public boolean hasChores(long migration) {
    return chores.containsValue(migration);
  }

  @Override
  public void putMove(MoveRecord move, long migration) {
    moves.add(
        new MoveRecord(
            moves.size() + 1L,
            move.account(),
            move.from(),
            move.to(),
            move.epoch(),
            move.committedAtMs(),
            move.records(),
            move.pauseMicros()));
  }

  @Override
  public List<String> storeNames() {
    return stores;
  }

  @Override
  public Migration add(Migration migration) {
    Migration numbered = migration.numbered(migrations.size() + 1L);
    put(numbered);
    return numbered;
  }

  @Override
  public void put(Migration migration) {
    migrations.put(migration.id(), migration);
  }

  @Override
  public Optional<Migration> migration(long id) {
    return Optional.ofNullable(migrations.get(id));
  }

  private Stream<Migration> unfinished() {
    return migrations.values().stream().filter(migration -> !migration.state().isFinal());
  }

  @Override
  public Optional<Migration> unfinished(String name) {
    return unfinished().filter(migration -> migration.plan().name().equals(name)).findFirst();
  }

  @Override
  public Optional<Migration> unfinishedWith(ByteString account) {
    return unfinished()
        .filter(migration -> account(migration.id(), account).isPresent())
        .findFirst();
  }

  @Override
  public List<Migration> migrations(int limit, boolean unfinished) {
    return migrations.descendingMap().values().stream()
        .filter(migration -> !unfinished || !migration.state().isFinal())
        .limit(limit)
        .toList();
  }

  private NavigableMap<ByteString, MigrationAccount> of(long migration) {
    return accounts.computeIfAbsent(migration, _ -> new TreeMap<>(BYTES));
  }

  @Override
  public void put(MigrationAccount account) {
    MigrationAccount before = of(account.migration()).put(account.account(), account);
    if (before != null) {
      count(before, -1);
    }
    count(account, 1);
  }

  @Override
  public Optional<MigrationAccount> account(long migration, ByteString account) {
    return Optional.ofNullable(of(migration).get(account));
  }

  private record Sum(long migration, int wave, AccountState state) {}

  private void count(MigrationAccount account, int more) {
    counts.merge(
        new Sum(account.migration(), account.wave(), account.state()),
        new AccountCount(account.wave(), account.state(), more, more * account.records()),
        AccountCount::plus);
  }

  @Override
  public List<AccountCount> counts(long migration) {
    return counts.entrySet().stream()
        .filter(sum -> sum.getKey().migration() == migration && sum.getValue().accounts() > 0)
        .map(Map.Entry::getValue)
        .sorted(Comparator.comparingInt(AccountCount::wave).thenComparing(AccountCount::state))
        .toList();
  }

  @Override
  public List<MigrationAccount> next(
      long migration, AccountState state, int lastWave, After after, int limit) {
    Comparator<MigrationAccount> order =
        Comparator.comparingInt(MigrationAccount::wave)
            .thenComparing(MigrationAccount::account, BYTES);
    return of(migration).values().stream()
        .filter(account -> account.state() == state && account.wave() <= lastWave)
        .filter(account ->
            account.wave() > after.wave()
                || (account.wave() == after.wave()
                    && BYTES.compare(account.account(), after.account()) > 0))
        .sorted(order)
        .limit(limit)
        .toList();
  }

  @Override
  public List<MigrationAccount> accounts(
      long migration, ByteString after, int limit, Set<AccountState> states) {
    return of(migration).tailMap(after, false).values().stream()
        .filter(account -> states.contains(account.state()))
        .limit(limit)
        .toList();
  }

  @Override
  public void put(OpenMismatch open) {
    mismatches.put(
        new MismatchKey(open.migration(), open.found().account(), open.found().key()), open);
  }

  @Override
  public List<OpenMismatch> mismatches(long migration, AfterMismatch after, int limit) {
    return mismatches
        .tailMap(new MismatchKey(migration, after.account(), after.key()), false)
        .values()
        .stream()
        .takeWhile(open -> open.migration() == migration)
        .limit(limit)
        .toList();
  }

  @Override
  public List<OpenMismatch> mismatches(long migration, ByteString account, int limit) {
    return mismatches(migration, new AfterMismatch(account, ""), limit).stream()
        .takeWhile(open -> open.found().account().equals(account))
        .toList();
  }

  @Override
  public void closeMismatches(long migration, ByteString account) {
    mismatches
        .keySet()
        .removeIf(key -> key.migration() == migration && key.account().equals(account));
  }

  @Override
  public void append(JournalEvent event) {
    events.add(event.numbered(events.size() + 1L));
  }

  @Override
  public List<JournalEvent> events(long migration, long afterId, int limit) {
    return events.stream()
        .filter(event -> event.migration() == migration && event.id() > afterId)
        .limit(limit)
        .toList();
  }

  @Override
  public List<JournalEvent> events(long migration, ByteString account, long afterId, int limit) {
    return events.stream()
        .filter(event -> event.migration() == migration && event.id() > afterId)
        .filter(event -> event.account().equals(account))
        .limit(limit)
        .toList();
  }
}
