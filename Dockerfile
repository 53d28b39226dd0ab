# The gateway on any Java 25 runtime that has bash. Build the jar first: mvn package
ARG JRE_IMAGE=eclipse-temurin:25-jre
FROM ${JRE_IMAGE}

WORKDIR /opt/heliograph
# Libraries change less often than the gateway: their layer is reused.
COPY gateway/target/lib lib
COPY gateway/target/heliograph-gateway-*.jar heliograph.jar

# A user without a name or a home; nothing is written to disk.
USER 10001:10001

ENV PORT=8080
EXPOSE 8080
STOPSIGNAL SIGTERM

# Ready, not merely alive: a gateway that cannot reach its Redis should get no new clients.
HEALTHCHECK --interval=3s --timeout=3s --start-period=20s --retries=3 \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/$PORT && printf 'GET /readyz HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && [ \"$status\" = 200 ]"]

# Memory: half for the heap, the rest for what Netty and Grizzly keep outside of it. Out of memory ends the process:
# its users come back on another node, which beats one that limps. More flags go into JDK_JAVA_OPTIONS.
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=50", "-XX:+UseG1GC", "-XX:+ExitOnOutOfMemoryError", \
  "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-jar", "heliograph.jar"]
