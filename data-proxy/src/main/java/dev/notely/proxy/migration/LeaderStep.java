package dev.notely.proxy.migration;

import java.util.Locale;

/** The steps of whoever leads a migration; before and after each it may die. */
public enum LeaderStep {
  /** Moves are begun. */
  ENROL,
  /** A wave is judged. */
  GATE,
  /** The former home of an account is made ready to follow. */
  FOLLOW_BEGIN,
  /** What has changed since is copied to it. */
  FOLLOW_COPY,
  /** The two copies of each account are compared. */
  VERIFY,
  /** Accounts are sent back. */
  TURN_BACK,
  /** Accounts that were verified are given to one store. */
  SETTLE;

  /** As sync points name it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
