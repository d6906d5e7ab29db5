package dev.notely.store.catalog;

import com.google.protobuf.ByteString;
import dev.notely.store.sqlite.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/** Migrations without their accounts, in one transaction. */
final class MigrationTables {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String MIGRATION =
      """
      SELECT id, name, spec, state, wave, soaking_wave, resume_to, concurrent_accounts, records_per_second,
          verification, baseline, version, actor, reason, evidence, created_at, changed_at, progressed_at, shadow_reads,
          lazy, drain, (SELECT json_group_array(name ORDER BY wave) FROM migration_wave w WHERE w.migration = m.id)
        FROM migration m\
      """;
  private static final String NOT_ENDED = " state NOT IN (8, 9, 10)";

  private final Session session;

  MigrationTables(Session session) {
    this.session = session;
  }

  Migration add(Migration migration) {
    long id =
        session
            .first("SELECT seq + 1 FROM sqlite_sequence WHERE name = 'migration'", Columns::number)
            .orElse(1L);
    Migration numbered = migration.numbered(id);
    put(numbered);
    for (int wave = 0; wave < migration.plan().waves().size(); wave++) {
      session.update(
          "INSERT INTO migration_wave VALUES(?,?,?)", id, wave, migration.plan().waves().get(wave));
    }
    return numbered;
  }

  void put(Migration migration) {
    MigrationPosition at = migration.position();
    MigrationChange last = migration.last();
    session.update(
        "INSERT OR REPLACE INTO migration VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        migration.id(),
        migration.plan().name(),
        migration.plan().spec(),
        at.state().code(),
        at.wave(),
        at.soakingWave() ? 1 : 0,
        at.resumeTo().map(MigrationState::code).orElse(0),
        migration.limits().concurrentAccounts(),
        migration.limits().recordsPerSecond(),
        migration.verification().code(),
        migration.baseline(),
        last.version(),
        last.actor(),
        last.reason(),
        last.evidence(),
        migration.createdAtMs(),
        last.atMs(),
        migration.progressedAtMs(),
        migration.limits().shadowReads(),
        migration.plan().lazy() ? 1 : 0,
        migration.limits().drain() ? 1 : 0);
  }

  private static Migration readMigration(ResultSet row) throws SQLException {
    int resumeTo = row.getInt(7);
    return new Migration(
        row.getLong(1),
        new MigrationPlan(
            row.getString(2), row.getString(3), waves(row.getString(22)), row.getInt(20) == 1),
        new MigrationPosition(
            MigrationState.of(row.getInt(4)),
            row.getInt(5),
            row.getInt(6) == 1,
            resumeTo == 0 ? Optional.empty() : Optional.of(MigrationState.of(resumeTo))),
        new MigrationLimits(row.getInt(8), row.getLong(9), row.getDouble(19), row.getInt(21) == 1),
        Verification.of(row.getInt(10)),
        row.getString(11),
        new MigrationChange(
            row.getLong(12),
            row.getString(13),
            row.getString(14),
            row.getString(15),
            row.getLong(17)),
        row.getLong(16),
        row.getLong(18));
  }

  private static List<String> waves(String names) {
    return List.of(JSON.readValue(names, String[].class));
  }

  Optional<Migration> migration(long id) {
    return session.first(MIGRATION + " WHERE id = ?", MigrationTables::readMigration, id);
  }

  Optional<Migration> unfinished(String name) {
    return session.first(
        MIGRATION + " WHERE name = ? AND" + NOT_ENDED, MigrationTables::readMigration, name);
  }

  Optional<Migration> unfinishedWith(ByteString account) {
    return session.first(
        MIGRATION
            + " WHERE id IN (SELECT migration FROM migration_account WHERE account = ?) AND"
            + NOT_ENDED,
        MigrationTables::readMigration,
        Columns.blob(account));
  }

  /**
   * How many accounts at once migrations drain now, by their ids; those that drain none are left
   * out.
   */
  Map<Long, Integer> draining() {
    Map<Long, Integer> draining = new TreeMap<>();
    session.list(
        """
        SELECT id, concurrent_accounts FROM migration
          WHERE state NOT IN (8, 9, 10) AND lazy = 1 AND (state IN (2, 5) AND drain = 1 OR state = 6)\
        """,
        row -> draining.put(row.getLong(1), row.getInt(2)));
    return draining;
  }

  List<Migration> migrations(int limit, boolean unfinished) {
    return session.list(
        MIGRATION + (unfinished ? " WHERE" + NOT_ENDED : "") + " ORDER BY id DESC LIMIT ?",
        MigrationTables::readMigration,
        limit);
  }
}
