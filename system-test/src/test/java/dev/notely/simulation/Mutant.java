package dev.notely.simulation;

import dev.notely.store.catalog.PlacementChange;

/** Each breaks one rule of the protocol, and the simulation has to notice. */
enum Mutant {
  SEAL_SKIPPED,
  NO_EPOCH_CHECK,
  COMMIT_WITHOUT_READY,
  READY_DISCARDED_AT_ITS_OWN_EPOCH,
  ANY_ROLE_TAKEN_AS_PROOF,
  GUESSED_EPOCH,
  PROVISIONAL_READ_NOT_VALIDATED,
  VALIDATED_FROM_A_CACHE,
  LAST_CHANGES_SKIPPED,
  SCAN_BEFORE_BEGIN_EXPORT,
  OLD_COPY_CONTINUED_BELOW_KEEP_FROM,
  TOMBSTONES_NOT_COPIED,
  ALWAYS_REPLACES,
  EPOCH_NOT_RAISED_AT_ABORT,
  EPOCH_NOT_RAISED_AT_SETTLE,
  PURGE_WITHOUT_ITS_EPOCH_CHECK,
  RELEASE_WITHOUT_ITS_EPOCH_CHECK,
  REQUEST_LOG_NOT_COPIED,
  REQUEST_LOG_OUTSIDE_THE_TRANSACTION,
  RETRY_MARK_LEFT_BEHIND,
  LOOK_UP_FAILURE_READ_AS_LEGACY,
  DUAL_WRITE_REPLACES_A_NEWER_RECORD,
  DUAL_WRITE_OF_AN_OLDER_EPOCH,
  DUAL_WRITE_MOVES_THE_WATERMARK,
  DUAL_WRITE_OF_WHAT_LEFT_NO_TRACE,
  SHADOW_COMPARISON_IGNORES_SEQS,
  SHADOW_COMPARISON_TAKES_A_COPY_FOR_COMPLETE,
  LAZY_FORMER_HOME_NOT_DEMOTED,
  LAZY_NO_SECOND_LOOK_AT_THE_HOME,
  LAZY_LATE_BASE_TAKEN_AFTER_THE_OVERLAY,
  LAZY_DRAIN_OVERWRITES,
  LAZY_DELETE_LEAVES_NO_TOMBSTONE,
  LAZY_LIST_ASKS_THE_HOME_FIRST,
  LAZY_REQUEST_LOG_LEFT_BEHIND,
  LAZY_OPENED_WITH_A_PART_OF_THE_LOG,
  LAZY_DRAINED_WITH_RECORDS_LEFT,
  LAZY_TOUCH_OVERWRITES_A_NEWER_RECORD,
  LAZY_TOUCH_FORGETS_THE_HOME;

  /** Made anew for each run. */
  Mutation mutation() {
    return switch (this) {
      case SEAL_SKIPPED -> RuleMutations.rules(RuleMutations::sealSkipped);
      case NO_EPOCH_CHECK -> RuleMutations.rules(RuleMutations::noEpochCheck);
      case COMMIT_WITHOUT_READY -> CallerMutations.commitWithoutReady();
      case READY_DISCARDED_AT_ITS_OWN_EPOCH -> RuleMutations.rules(RuleMutations::readyDiscarded);
      case ANY_ROLE_TAKEN_AS_PROOF -> RuleMutations.rules(RuleMutations::anyRoleProves);
      case GUESSED_EPOCH -> CallerMutations.guessedEpoch();
      case PROVISIONAL_READ_NOT_VALIDATED -> MessageMutations.notValidated();
      case VALIDATED_FROM_A_CACHE -> CallerMutations.validatedFromCache();
      case LAST_CHANGES_SKIPPED -> MessageMutations.lastChangesSkipped();
      case SCAN_BEFORE_BEGIN_EXPORT -> CallerMutations.scanBeforeExport();
      case OLD_COPY_CONTINUED_BELOW_KEEP_FROM ->
          RuleMutations.rules(RuleMutations::oldCopyContinued);
      case TOMBSTONES_NOT_COPIED ->
          MessageMutations.travelling(MessageMutations::withoutTombstones);
      case ALWAYS_REPLACES -> MessageMutations.alwaysReplaces();
      case EPOCH_NOT_RAISED_AT_ABORT ->
          RuleMutations.keepsEpoch(change -> change instanceof PlacementChange.Abort);
      case EPOCH_NOT_RAISED_AT_SETTLE ->
          RuleMutations.keepsEpoch(change -> change instanceof PlacementChange.Settle);
      case PURGE_WITHOUT_ITS_EPOCH_CHECK -> RuleMutations.rules(RuleMutations::purgeUnchecked);
      case RELEASE_WITHOUT_ITS_EPOCH_CHECK -> RuleMutations.rules(RuleMutations::releaseUnchecked);
      case REQUEST_LOG_NOT_COPIED -> MessageMutations.travelling(MessageMutations::withoutLog);
      case REQUEST_LOG_OUTSIDE_THE_TRANSACTION -> MessageMutations.logOutsideTransaction();
      case RETRY_MARK_LEFT_BEHIND -> MessageMutations.travelling(MessageMutations::withoutMark);
      case LOOK_UP_FAILURE_READ_AS_LEGACY -> CallerMutations.failureReadAsLegacy();
      case DUAL_WRITE_REPLACES_A_NEWER_RECORD -> MirrorMutations.replacesNewer();
      case DUAL_WRITE_OF_AN_OLDER_EPOCH -> MirrorMutations.rules(MirrorMutations::olderEpoch);
      case DUAL_WRITE_MOVES_THE_WATERMARK -> MirrorMutations.movesWatermark();
      case DUAL_WRITE_OF_WHAT_LEFT_NO_TRACE -> MirrorMutations.rules(MirrorMutations::untraced);
      case SHADOW_COMPARISON_IGNORES_SEQS ->
          MirrorMutations.comparing(MirrorMutations.ignoringSeqs());
      case SHADOW_COMPARISON_TAKES_A_COPY_FOR_COMPLETE ->
          MirrorMutations.comparing(MirrorMutations.alwaysComplete());
      case LAZY_FORMER_HOME_NOT_DEMOTED -> LazyMutations.rules(LazyMutations::notDemoted);
      case LAZY_NO_SECOND_LOOK_AT_THE_HOME -> LazyMutations.noSecondLook();
      case LAZY_LATE_BASE_TAKEN_AFTER_THE_OVERLAY -> LazyMutations.rules(LazyMutations::lateBase);
      case LAZY_DRAIN_OVERWRITES -> LazyMutations.drainOverwrites();
      case LAZY_DELETE_LEAVES_NO_TOMBSTONE -> LazyMutations.deletesWithoutTrace();
      case LAZY_LIST_ASKS_THE_HOME_FIRST -> LazyMutations.listsTheHomeFirst();
      case LAZY_REQUEST_LOG_LEFT_BEHIND -> LazyMutations.logLeftBehind();
      case LAZY_OPENED_WITH_A_PART_OF_THE_LOG -> LazyMutations.opensWithAPart();
      case LAZY_DRAINED_WITH_RECORDS_LEFT -> LazyMutations.drainedTooEarly();
      case LAZY_TOUCH_OVERWRITES_A_NEWER_RECORD -> LazyMutations.touchOverwrites();
      case LAZY_TOUCH_FORGETS_THE_HOME -> LazyMutations.touchForgetsTheHome();
    };
  }
}
