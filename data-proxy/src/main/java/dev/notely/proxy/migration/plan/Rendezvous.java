package dev.notely.proxy.migration.plan;

import java.util.Collection;
import java.util.Comparator;
import java.util.UUID;

/**
 * Chooses an account's store among several by the highest weight of (account, store): even, and a
 * store that is added takes accounts to itself and moves no other.
 */
public final class Rendezvous {
  private Rendezvous() {}

  /**
   * Chooses a store.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static String choose(UUID account, Collection<String> stores) {
    return stores.stream()
        .max(
            Comparator.comparing(
                    (String store) -> Mix.of(Mix.of(store), account), Long::compareUnsigned)
                .thenComparing(Comparator.naturalOrder()))
        .orElseThrow(() -> new IllegalArgumentException("there is no store to choose from"));
  }
}
