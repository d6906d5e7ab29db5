package dev.notely.supervisor;

import java.util.List;

/**
 * How to start a process.
 *
 * @param name unique in the cluster
 * @param jar in the folder of the build, without its ending
 * @param heapMb most heap it may have
 * @param arguments of its main
 */
public record ProcessSpec(String name, String jar, int heapMb, List<String> arguments) {
  public ProcessSpec {
    arguments = List.copyOf(arguments);
  }
}
