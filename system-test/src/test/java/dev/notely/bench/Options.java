package dev.notely.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * Further options of the proxy and of the gateway, as the report names them.
 *
 * @param environment further variables of all processes
 */
record Options(List<String> proxy, List<String> gateway, Map<String, String> environment) {
  static final Options NONE = new Options(List.of(), List.of(), Map.of());

  Options {
    proxy = List.copyOf(proxy);
    gateway = List.copyOf(gateway);
    environment = Map.copyOf(environment);
  }

  /** Of the properties {@code proxyOptions} and {@code gatewayOptions}, words between blanks. */
  static Options of(Properties given) {
    return new Options(
        words(given.getProperty("proxyOptions", "")),
        words(given.getProperty("gatewayOptions", "")),
        Map.of());
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.split(" ", -1)).filter(word -> !word.isEmpty()).toList();
  }

  /** The same with more of the proxy. */
  Options withProxy(String... more) {
    return new Options(
        Stream.concat(proxy.stream(), Arrays.stream(more)).toList(), gateway, environment);
  }

  /** The same with more of the gateway. */
  Options withGateway(String... more) {
    return new Options(
        proxy, Stream.concat(gateway.stream(), Arrays.stream(more)).toList(), environment);
  }

  /** The same with these variables. */
  Options with(Map<String, String> variables) {
    return new Options(proxy, gateway, variables);
  }
}
