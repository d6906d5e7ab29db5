package dev.notely.proxy.migration;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** The steps of a hand-off, in order; what each is for stands in docs/handoff.md. */
public enum HandOffStep {
  BEGIN_EXPORT,
  BEGIN_IMPORT,
  SCAN,
  CHECK,
  CHANGES,
  LOOK,
  SEAL,
  READY,
  COMMIT,
  DEMOTE,
  OPEN,
  DRAIN,
  DRAINED,
  CLOSE,
  SETTLE,
  RELEASE,
  PURGE;

  /** Those that a move by strategy copy takes. */
  public static Set<HandOffStep> ofCopy() {
    return EnumSet.complementOf(EnumSet.of(DEMOTE, OPEN, DRAIN, DRAINED));
  }

  /** Those that a move by strategy lazy takes. */
  public static Set<HandOffStep> ofLazy() {
    return EnumSet.complementOf(EnumSet.of(BEGIN_EXPORT, SCAN, CHECK, CHANGES, READY));
  }

  /** As sync points and spans name it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
