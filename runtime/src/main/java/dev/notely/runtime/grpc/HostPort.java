package dev.notely.runtime.grpc;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * An address as people write it: {@code host:port}.
 *
 * @param host a name or an IP literal, never blank
 * @param port 0 (any free port, for listening only) to 65,535
 */
public record HostPort(String host, int port) {
  public HostPort {
    if (host.isBlank()) {
      throw new IllegalArgumentException("host is blank; expected host:port");
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port " + port + " is out of range 0..65535");
    }
  }

  /**
   * Parses {@code host:port}.
   *
   * @throws IllegalArgumentException with a sentence for the operator
   */
  public static HostPort parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon <= 0) {
      throw new IllegalArgumentException("'" + text + "' is not host:port");
    }
    try {
      return new HostPort(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is not host:port", e);
    }
  }

  /** The resolved socket address. */
  public InetSocketAddress socketAddress() {
    return new InetSocketAddress(host, port);
  }

  /**
   * How others reach a process that listens here, on the port that it got. An address that stands
   * for all of this machine's is no address for others: the machine's name takes its place.
   *
   * @throws UncheckedIOException if the machine does not know its name
   */
  public String reachedAt(int boundPort) {
    try {
      boolean everywhere = InetAddress.getByName(host).isAnyLocalAddress();
      return (everywhere ? InetAddress.getLocalHost().getHostName() : host) + ":" + boundPort;
    } catch (UnknownHostException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }

  /** For picocli options. */
  public static final class Converter implements ITypeConverter<HostPort> {
    @Override
    public HostPort convert(String value) {
      try {
        return parse(value);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
