package dev.notely.proxy.server.report;

import dev.notely.proxy.store.MigrationCatalog.AccountState;
import dev.notely.proxy.store.MigrationCatalog.Event;
import dev.notely.proxy.store.MigrationCatalog.State;
import dev.notely.proxy.store.MigrationCatalog.Verification;

/** One migration, told up to each of its states. */
final class Stories {
  private static final String PASSED =
      "{\"requestsBefore\":80,\"requests\":120,\"errors\":0,\"errorRate\":0.0,\"maxErrorRate\":0.001,\"p90MicrosBefore\":4100,\"p90Micros\":4400}";
  private static final String FAILED =
      "{\"requestsBefore\":80,\"requests\":200,\"errors\":3,\"errorRate\":0.015,\"maxErrorRate\":0.001,\"p90MicrosBefore\":4100,\"p90Micros\":9800}";
  private static final String REASON = "3 of 200 requests failed (0.0150, allowed are 0.0010)";

  private Stories() {}

  static Story of(State state) {
    return switch (state) {
      case PLANNED -> planned();
      case CANCELLED -> planned().asked("CANCEL", State.CANCELLED, "not this week").permits();
      case RUNNING -> running();
      case PAUSED -> paused();
      case HELD -> held();
      case SOAKING -> soaking(AccountState.REVERSE_SYNCED);
      case ROLLING_BACK -> rollingBack();
      case ROLLED_BACK -> rolledBack();
      case FINISHING -> finishing(AccountState.REVERSE_SYNCED);
      case COMPLETED ->
          finishing(AccountState.MOVED).found("ALL_SETTLED", State.COMPLETED, "", "").permits();
    };
  }

  private static Story planned() {
    return new Story()
        .with(0, AccountState.WAITING, 2, 0)
        .with(1, AccountState.WAITING, 6, 0)
        .permits(Event.START, Event.CANCEL);
  }

  private static Story started() {
    return new Story()
        .asked("START", State.RUNNING, "the old disk is full")
        .found("BASELINE_MEASURED", State.RUNNING, "", "{\"waves\":[]}")
        .permits(Event.PAUSE, Event.ROLLBACK, Event.SET_LIMITS, Event.VERIFIED);
  }

  private static Story running() {
    return started()
        .with(0, AccountState.REVERSE_SYNCED, 1, 40)
        .with(0, AccountState.COPYING, 1, 12)
        .with(1, AccountState.WAITING, 6, 0)
        .paused(8_000)
        .specified(",\"deadline\":\"PT1H\"")
        .reported(
            "{\"accountsPerSecond\":0.5,\"spread\":0.2,\"recordsPerSecond\":20,\"lagRecords\":3,\"lagMillis\":40}");
  }

  private static Story firstWave() {
    return started()
        .found("WAVE_MOVED", State.RUNNING, "", "")
        .found("GATE_PASSED", State.RUNNING, "", PASSED)
        .with(0, AccountState.REVERSE_SYNCED, 2, 80)
        .at(1, false);
  }

  private static Story paused() {
    return firstWave()
        .with(1, AccountState.WAITING, 6, 0)
        .paused(8_000, 12_500)
        .asked("PAUSE", State.PAUSED, "lunch")
        .permits(Event.RESUME, Event.ROLLBACK, Event.SET_LIMITS);
  }

  private static Story held() {
    return firstWave()
        .with(1, AccountState.REVERSE_SYNCED, 5, 200)
        .with(1, AccountState.QUARANTINED, 1, 0)
        .at(1, true)
        .paused(8_000, 12_500, 9_000, 7_000, 30_250, 8_100, 8_200)
        .quarantined(9, "2 rows are no records")
        .mismatch(3, "00000000-0000-0000-0000-0000000000aa", "has other content")
        .found("WAVE_MOVED", State.RUNNING, "", "")
        .found("GATE_FAILED", State.HELD, REASON, FAILED)
        .lagging()
        .permits(Event.RELEASE_HOLD, Event.ROLLBACK, Event.SET_LIMITS, Event.REPAIR);
  }

  private static Story allMoved(AccountState last) {
    return started()
        .found("WAVE_MOVED", State.RUNNING, "", "")
        .found("GATE_PASSED", State.RUNNING, "", PASSED)
        .found("WAVE_MOVED", State.RUNNING, "", "")
        .found("GATE_PASSED", State.SOAKING, "", PASSED)
        .at(1, false)
        .with(0, last, 2, 80)
        .with(1, last, 6, 240)
        .paused(8_000, 12_500, 9_000, 7_000, 30_250, 8_100, 8_200, 8_300);
  }

  private static Story soaking(AccountState last) {
    return allMoved(last)
        .specified(",\"keepReverse\":\"PT10M\"")
        .permits(Event.ROLLBACK, Event.FINISH, Event.SET_LIMITS, Event.REPAIR, Event.VERIFIED);
  }

  private static Story finishing(AccountState last) {
    return allMoved(last)
        .asked("VERIFIED", State.SOAKING, "OPEN: before the old disk goes")
        .found("VERIFIED", State.SOAKING, "PASSED", "")
        .verified(Verification.PASSED)
        .asked("FINISH", State.FINISHING, "all is well")
        .permits(Event.REPAIR);
  }

  private static Story rollingBack() {
    return allMoved(AccountState.RETURNED)
        .with(1, AccountState.RETURNING, 1, 40)
        .asked("ROLLBACK", State.ROLLING_BACK, "searches are slow")
        .permits(Event.PAUSE, Event.SET_LIMITS);
  }

  private static Story rolledBack() {
    return allMoved(AccountState.RETURNED)
        .asked("ROLLBACK", State.ROLLING_BACK, "searches are slow")
        .found("ALL_RETURNED", State.ROLLED_BACK, "", "")
        .permits();
  }
}
