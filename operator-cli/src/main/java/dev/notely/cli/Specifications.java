package dev.notely.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;

/** Files in which an operator wrote down what should move. */
final class Specifications {
  private Specifications() {}

  static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw GatewayProblemException.lasting("cannot read the file " + file);
    }
  }

  /** Writes it down as a migration; its path. */
  static String create(GatewayClient gateway, Path file) {
    return path(gateway.post("/migrations", read(file)));
  }

  static String path(JsonNode migration) {
    return "/migrations/" + Members.text(migration, "id");
  }
}
