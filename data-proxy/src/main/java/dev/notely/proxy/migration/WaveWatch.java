package dev.notely.proxy.migration;

import dev.notely.proxy.store.MigrationCatalog.Migration;
import java.time.Instant;
import java.util.Optional;

/**
 * Since when a wave moves or soaks, as far as this leader knows: a change of limits changes a
 * migration too, so one that has taken over in mid-wave may see it begin late.
 */
final class WaveWatch {
  private final LeaderListener listener;
  private final Pace pace;
  private Optional<Stage> stage = Optional.empty();

  private record Stage(int wave, boolean soaks, Instant since) {
    boolean isOf(Migration migration) {
      return wave == migration.wave() && soaks == migration.soakingWave();
    }
  }

  WaveWatch(LeaderListener listener, Pace pace) {
    this.listener = listener;
    this.pace = pace;
  }

  /** A step was taken with the migration as it was before; with {@code ended} it left its stage. */
  void stepped(Migration before, boolean ended) {
    Stage now =
        stage
            .filter(one -> one.isOf(before))
            .orElseGet(() ->
                new Stage(
                    before.wave(),
                    before.soakingWave(),
                    Instant.ofEpochMilli(before.changedAtMs())));
    stage = ended ? Optional.empty() : Optional.of(now);
    if (ended) {
      listener.waveEnded(before, now.since(), pace.now());
    }
  }
}
