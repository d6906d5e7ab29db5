package dev.notely.proxy.migration;

import dev.notely.proxy.migration.outlook.Alert;
import dev.notely.proxy.migration.outlook.AlertBook;
import dev.notely.proxy.store.MigrationCatalog.Migration;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Raises the alert that no report can carry: the catalog does not answer, so whoever led a
 * migration last says so itself, and says when it is over, whoever leads then. Of one thread.
 */
final class CatalogAbsence {
  private static final Set<Alert.Kind> KIND = Set.of(Alert.Kind.CATALOG_AWAY);

  private final Oversight oversight;
  private final Map<Long, Absence> absences = new HashMap<>();
  private Optional<Instant> since = Optional.empty();

  private record Absence(String migration, AlertBook book) {}

  CatalogAbsence(Oversight oversight) {
    this.oversight = oversight;
  }

  /** It did not answer. */
  void absent(Collection<Migration> led, String reason, Instant now) {
    since = since.or(() -> Optional.of(now));
    if (Duration.between(since.orElseThrow(), now).compareTo(oversight.patience()) < 0) {
      return;
    }
    for (Migration migration : led) {
      Absence absence =
          absences.computeIfAbsent(
              migration.id(), id -> new Absence(migration.name(), new AlertBook(id)));
      look(absence, Map.of(Alert.Kind.CATALOG_AWAY, reason), now);
    }
  }

  /** It did. */
  void present(Instant now) {
    since = Optional.empty();
    absences.values().forEach(absence -> look(absence, Map.of(), now));
    absences.clear();
  }

  private void look(Absence absence, Map<Alert.Kind, String> matters, Instant now) {
    Alarm.raise(absence.book().look(absence.migration(), matters, KIND, now), oversight);
  }
}
