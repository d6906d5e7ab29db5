package dev.notely.tui.screen;

import dev.notely.proto.telemetry.v1.Migration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A migration with its status as read.
 *
 * @param problem why the status cannot be read; empty: it can, or there is none
 */
record MigrationRow(Migration migration, MigrationStatus status, String problem) {
  /** What can still be steered first, then the latest. */
  private static final Comparator<MigrationRow> ORDER =
      Comparator.comparing(MigrationRow::isOpen)
          .reversed()
          .thenComparing(
              Comparator.comparingLong((MigrationRow row) -> row.migration().getId()).reversed());

  static MigrationRow of(Migration migration) {
    if (migration.getStatus().isEmpty()) {
      return new MigrationRow(migration, MigrationStatus.NONE, "");
    }
    try {
      return new MigrationRow(
          migration, MigrationStatus.parse(migration.getStatus(), migration.getMirrors()), "");
    } catch (IllegalArgumentException e) {
      return new MigrationRow(migration, MigrationStatus.NONE, String.valueOf(e.getMessage()));
    }
  }

  /** Only what has changed is read again. */
  static List<MigrationRow> sorted(Collection<Migration> migrations, List<MigrationRow> before) {
    Map<Migration, MigrationRow> read = new HashMap<>();
    before.forEach(row -> read.put(row.migration(), row));
    return migrations.stream()
        .map(migration -> {
          MigrationRow known = read.get(migration);
          return known == null ? of(migration) : known;
        })
        .sorted(ORDER)
        .toList();
  }

  long id() {
    return migration.getId();
  }

  String name() {
    return migration.getName();
  }

  String state() {
    return migration.getState();
  }

  /** It has not ended. */
  boolean isOpen() {
    return switch (state()) {
      case "COMPLETED", "ROLLED_BACK", "CANCELLED" -> false;
      default -> true;
    };
  }

  Role role() {
    return switch (state()) {
      case "HELD" -> Role.ALARM;
      case "PAUSED", "ROLLING_BACK" -> Role.WARN;
      case "RUNNING", "SOAKING", "FINISHING" -> Role.GOOD;
      case "COMPLETED", "ROLLED_BACK", "CANCELLED" -> Role.FAINT;
      default -> Role.TEXT;
    };
  }
}
