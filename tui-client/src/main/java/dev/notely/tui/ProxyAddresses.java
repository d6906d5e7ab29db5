package dev.notely.tui;

import dev.notely.runtime.grpc.HostPort;
import dev.notely.runtime.process.StartupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which proxies to ask first: those of the command line, of the environment, of a local system. */
final class ProxyAddresses {
  /** Written by the supervisor: one address a line. */
  static final String FILE = "proxies";

  private static final Pattern ADDRESS = Pattern.compile("[^,\\s]+");

  private ProxyAddresses() {}

  /**
   * At least one.
   *
   * @param environment NOTELY_PROXY, separated by commas
   * @throws StartupException if none is named, or one is no address
   */
  static List<HostPort> find(List<HostPort> named, @Nullable String environment, Path data) {
    if (!named.isEmpty()) {
      return named;
    }
    if (environment != null && !environment.isBlank()) {
      return parsed("NOTELY_PROXY", ADDRESS.matcher(environment).results().map(MatchResult::group));
    }
    Path file = data.resolve(FILE);
    try (Stream<String> lines = Files.lines(file)) {
      return parsed(file.toString(), lines.filter(line -> !line.isBlank()));
    } catch (NoSuchFileException e) {
      throw new StartupException(
          "no proxy is named: give --proxy HOST:PORT or NOTELY_PROXY, or the --data folder of a"
              + " system that ./notely up runs (there is no "
              + file
              + ")",
          e);
    } catch (IOException e) {
      throw new StartupException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private static List<HostPort> parsed(String source, Stream<String> texts) {
    try {
      List<HostPort> addresses = texts.map(String::strip).map(HostPort::parse).toList();
      if (addresses.isEmpty()) {
        throw new StartupException(source + " names no proxy");
      }
      return addresses;
    } catch (IllegalArgumentException e) {
      throw new StartupException(source + ": " + e.getMessage(), e);
    }
  }
}
