package dev.notely.supervisor;

import dev.notely.runtime.process.StartupException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Ports on the loopback address. */
final class Ports {
  private Ports() {}

  /** Ports that are free now; all different, and none that is spoken for already. */
  static List<Integer> free(int count, Set<Integer> spokenFor) {
    return free(count + spokenFor.size()).stream()
        .filter(port -> !spokenFor.contains(port))
        .limit(count)
        .toList();
  }

  /** Ports that are free now; all different. */
  static List<Integer> free(int count) {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      List<Integer> ports = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        sockets.add(socket);
        ports.add(socket.getLocalPort());
      }
      return ports;
    } catch (IOException e) {
      throw new StartupException("no free port: " + e.getMessage(), e);
    } finally {
      sockets.forEach(Ports::closeQuietly);
    }
  }

  /**
   * Checks a port that the operator chose.
   *
   * @throws StartupException if somebody listens there
   */
  static void check(int port) {
    try (ServerSocket ignored = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      // free
    } catch (IOException e) {
      throw new StartupException("port " + port + " is in use; choose another with --port", e);
    }
  }

  private static void closeQuietly(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new StartupException("cannot close a socket: " + e.getMessage(), e);
    }
  }
}
