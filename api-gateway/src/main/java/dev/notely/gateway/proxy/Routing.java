package dev.notely.gateway.proxy;

/** Which proxy is asked first for an account. */
public enum Routing {
  /**
   * The account's own, as long as it is not busier than others: there its placement is known, and
   * reads of the same note meet.
   */
  HASH,
  /** Any. */
  RANDOM
}
