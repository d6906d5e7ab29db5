package dev.notely.proxy.placement;

import java.util.UUID;

/** The catalog answered: there is no such account. */
public final class UnknownAccountException extends RuntimeException {
  public UnknownAccountException(UUID account) {
    super("no account " + account);
  }
}
