package dev.notely.proxy.migration;

import dev.notely.proxy.migration.outlook.Alert;
import dev.notely.proxy.migration.outlook.StoreLook;
import dev.notely.proxy.store.MigrationCatalog.AccountState;
import dev.notely.proxy.store.MigrationCatalog.State;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How a process sees to it that no migration that it leads is left unattended. */
public interface Oversight {
  /** Tells nobody, and asks no store. */
  Oversight NONE =
      new Oversight() {
        @Override
        public Duration patience() {
          return Duration.ofMinutes(1);
        }

        @Override
        public StoreLook look(String store) {
          return new StoreLook.Answers(Duration.ZERO);
        }

        @Override
        public Optional<String> throttle(long migration) {
          return Optional.empty();
        }

        @Override
        public void observed(Figures figures) {}

        @Override
        public void left(long migration) {}

        @Override
        public void tell(Alert alert) {}
      };

  /**
   * A migration, once a second.
   *
   * @param records copied for its accounts so far
   * @param lagRecords that the stores left behind lacked
   * @param inconsistencies that users reported
   * @param deadlineAtRisk it has passed, or the forecast says that it will not be met
   * @param alerts that last; CATALOG_AWAY is only told, for without a catalog there are no figures
   */
  record Figures(
      long id,
      String migration,
      State state,
      Map<AccountState, Long> accounts,
      long records,
      long lagRecords,
      long inconsistencies,
      boolean deadlineAtRisk,
      Set<Alert.Kind> alerts) {
    public Figures {
      accounts = Map.copyOf(accounts);
      alerts = Set.copyOf(alerts);
    }
  }

  /** How long nothing may get on before somebody hears of it. */
  Duration patience();

  /** Asks a store whether it is there. Blocking, for at most 2 s. */
  StoreLook look(String store);

  /** What holds its movers back now, in a sentence. Blocking, for at most half a second. */
  Optional<String> throttle(long migration);

  void observed(Figures figures);

  /** It is led by somebody else now, or by nobody. */
  void left(long migration);

  /** An alert has begun or ended. Never blocks. */
  void tell(Alert alert);
}
