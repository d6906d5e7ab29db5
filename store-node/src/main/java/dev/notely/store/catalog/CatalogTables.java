package dev.notely.store.catalog;

import com.google.protobuf.ByteString;
import dev.notely.store.sqlite.Session;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The catalog's tables in one transaction: each kind of row by itself, and what the journal needs
 * of them.
 */
final class CatalogTables implements JournalTables {
  private final AccountEntryTables entries;
  private final PlacementTables placements;
  private final ChoreTables chores;
  private final MoveTables moves;
  private final StoreTables stores;
  private final MigrationTables migrations;
  private final MigrationAccountTables accounts;
  private final EventTables events;
  private final MismatchTables mismatches;
  private final ReleaseTables releases;

  CatalogTables(Session session) {
    entries = new AccountEntryTables(session);
    placements = new PlacementTables(session);
    chores = new ChoreTables(session);
    moves = new MoveTables(session);
    stores = new StoreTables(session);
    migrations = new MigrationTables(session);
    accounts = new MigrationAccountTables(session);
    events = new EventTables(session);
    mismatches = new MismatchTables(session);
    releases = new ReleaseTables(session);
  }

  AccountEntryTables entries() {
    return entries;
  }

  PlacementTables placements() {
    return placements;
  }

  ChoreTables chores() {
    return chores;
  }

  MoveTables moves() {
    return moves;
  }

  StoreTables stores() {
    return stores;
  }

  MigrationTables migrations() {
    return migrations;
  }

  MigrationAccountTables accounts() {
    return accounts;
  }

  EventTables events() {
    return events;
  }

  ReleaseTables releases() {
    return releases;
  }

  @Override
  public Optional<PlacementRow> placement(ByteString account) {
    return placements.placement(account);
  }

  @Override
  public PlacementRow put(PlacementRow row) {
    return placements.put(row);
  }

  @Override
  public void put(Chore chore, long migration) {
    chores.put(chore, migration);
  }

  @Override
  public void putMove(MoveRecord move, long migration) {
    moves.put(move, migration);
  }

  @Override
  public List<String> storeNames() {
    return stores.names();
  }

  @Override
  public boolean hasChores(long migration) {
    return chores.has(migration);
  }

  @Override
  public Migration add(Migration migration) {
    return migrations.add(migration);
  }

  @Override
  public void put(Migration migration) {
    migrations.put(migration);
  }

  @Override
  public Optional<Migration> migration(long id) {
    return migrations.migration(id);
  }

  @Override
  public Optional<Migration> unfinished(String name) {
    return migrations.unfinished(name);
  }

  @Override
  public Optional<Migration> unfinishedWith(ByteString account) {
    return migrations.unfinishedWith(account);
  }

  @Override
  public List<Migration> migrations(int limit, boolean unfinished) {
    return migrations.migrations(limit, unfinished);
  }

  @Override
  public void put(MigrationAccount account) {
    accounts.put(account);
  }

  @Override
  public Optional<MigrationAccount> account(long migration, ByteString account) {
    return accounts.account(migration, account);
  }

  @Override
  public List<AccountCount> counts(long migration) {
    return accounts.counts(migration);
  }

  @Override
  public List<MigrationAccount> next(
      long migration, AccountState state, int lastWave, After after, int limit) {
    return accounts.next(migration, state, lastWave, after, limit);
  }

  @Override
  public List<MigrationAccount> accounts(
      long migration, ByteString after, int limit, Set<AccountState> states) {
    return accounts.accounts(migration, after, limit, states);
  }

  @Override
  public void put(OpenMismatch open) {
    mismatches.put(open);
  }

  @Override
  public List<OpenMismatch> mismatches(long migration, AfterMismatch after, int limit) {
    return mismatches.mismatches(migration, after, limit);
  }

  @Override
  public List<OpenMismatch> mismatches(long migration, ByteString account, int limit) {
    return mismatches.mismatches(migration, account, limit);
  }

  @Override
  public void closeMismatches(long migration, ByteString account) {
    mismatches.close(migration, account);
  }

  @Override
  public void append(JournalEvent event) {
    events.append(event);
  }

  @Override
  public List<JournalEvent> events(long migration, long afterId, int limit) {
    return events.events(migration, afterId, limit);
  }

  @Override
  public List<JournalEvent> events(long migration, ByteString account, long afterId, int limit) {
    return events.events(migration, account, afterId, limit);
  }
}
