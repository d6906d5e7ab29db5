package dev.notely.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/** Further options of the proxy and of the gateway, as the report names them. */
record Options(List<String> proxy, List<String> gateway) {
  static final Options NONE = new Options(List.of(), List.of());

  Options {
    proxy = List.copyOf(proxy);
    gateway = List.copyOf(gateway);
  }

  /** Of the properties {@code proxyOptions} and {@code gatewayOptions}, words between blanks. */
  static Options of(Properties given) {
    return new Options(
        words(given.getProperty("proxyOptions", "")),
        words(given.getProperty("gatewayOptions", "")));
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.split(" ", -1)).filter(word -> !word.isEmpty()).toList();
  }

  /** The same with more of the proxy. */
  Options withProxy(String... more) {
    return new Options(Stream.concat(proxy.stream(), Arrays.stream(more)).toList(), gateway);
  }
}
