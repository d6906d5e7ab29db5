package dev.notely.gateway.http;

/** Who may look at the status page. */
enum StatusAudience {
  /** Everybody who reaches the gateway. */
  PUBLIC,
  /** Who has the operator's token. */
  OPERATORS,
  /** Nobody: there is no page. */
  NOBODY
}
