package dev.notely.gateway.proxy;

import java.util.List;

/** A page of a list. */
public record Page<T>(List<T> items, boolean more) {
  public Page {
    items = List.copyOf(items);
  }
}
