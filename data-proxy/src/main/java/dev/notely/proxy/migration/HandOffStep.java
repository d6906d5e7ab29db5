package dev.notely.proxy.migration;

import java.util.Locale;

/** The steps of a hand-off, in order; what each is for stands in docs/handoff.md. */
public enum HandOffStep {
  BEGIN_EXPORT,
  BEGIN_IMPORT,
  SCAN,
  CHANGES,
  LOOK,
  SEAL,
  READY,
  COMMIT,
  CLOSE,
  SETTLE,
  RELEASE,
  PURGE;

  /** As sync points and spans name it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
