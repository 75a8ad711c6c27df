/** Makes a text that holds a secret. */
export type SecretText = readonly [name: string, write: (secret: string) => string];

/** Texts as they come in messages, errors, queries and bodies. */
export const secretTexts: readonly SecretText[] = [
  ["an assignment", (secret) => `login failed: password=${secret}`],
  ["an assignment with spaces", (secret) => `password = ${secret} is wrong`],
  ["a colon", (secret) => `password: ${secret}`],
  ["an arrow", (secret) => `{ :password => "${secret}" }`],
  ["single quotes", (secret) => `connect(password='${secret}')`],
  ["a Python dictionary", (secret) => `{'user': 'ada', 'password': '${secret}'}`],
  ["an inspected object", (secret) => `{ user: 'ada', apiKey: '${secret}', n: 1 }`],
  ["a list of settings", (secret) => `host=db,password=${secret},port=5432`],
  ["punctuation", (secret) => `password=${secret},(${secret})!${secret}`],
  ["a bracket", (secret) => `connect(password=${secret}${secret})`],
  ["two assignments", (secret) => `password=${secret} token=${secret}`],
  ["a word before", (secret) => `Incorrect API key: ${secret}`],
  ["two words before", (secret) => `the session id = ${secret}`],
  ["JSON", (secret) => JSON.stringify({ user: "ada", password: secret })],
  ["spaced JSON", (secret) => JSON.stringify({ user: "ada", password: secret }, undefined, 2)],
  ["JSON with a quote in the secret", (secret) => JSON.stringify({ token: `a"${secret}"b` })],
  ["JSON with a backslash at the end", (secret) => JSON.stringify([{ token: `${secret}\\` }, 1])],
  ["JSON with a list", (secret) => JSON.stringify({ tokens: ["a", secret], n: 1 })],
  [
    "JSON with an object",
    (secret) => JSON.stringify({ credentials: { user: secret, "]}": secret } }),
  ],
  ["JSON in JSON", (secret) => JSON.stringify({ body: JSON.stringify({ password: secret }) })],
  [
    "JSON in JSON in JSON",
    (secret) => JSON.stringify(JSON.stringify(JSON.stringify({ password: secret, n: 1 }))),
  ],
  [
    "JSON in JSON with a quote in the secret",
    (secret) => JSON.stringify({ body: JSON.stringify({ token: `a"${secret}` }) }),
  ],
  ["cut JSON", (secret) => `{"user":"ada","password":"${secret}`],
  ["cut JSON in JSON", (secret) => `{"body":"{\\"token\\":\\"${secret}`],
  ["a cut list in JSON", (secret) => `{"tokens":["${secret}`],
  ["NDJSON", (secret) => `{"n":1}\n{"secret":"${secret}"}\n{"n":2}`],
  ["a query", (secret) => `GET /reset?token=${secret}&n=1`],
  ["a query's own key", (secret) => `https://maps.example/api?key=${secret}&q=a`],
  ["an OAuth code", (secret) => `/callback?state=1&code=${secret}`],
  ["a signed URL", (secret) => `https://blob.example/a?sv=2024&sig=${secret}`],
  [
    "a presigned URL",
    (secret) => `https://s3.example/a?X-Amz-Credential=${secret}&X-Amz-Signature=${secret}`,
  ],
  [
    "an encoded query in a query",
    (secret) => `next=https%3A%2F%2Fa.example%2F%3Ftoken%3D${secret}%26n%3D1`,
  ],
  [
    "encoded JSON in a query",
    (secret) => `q=${encodeURIComponent(JSON.stringify({ password: secret }))}`,
  ],
  ["brackets in a query", (secret) => `user[name]=ada&user[password]=${secret}`],
  ["encoded brackets in a query", (secret) => `user%5Bname%5D=ada&user%5Bpassword%5D=${secret}`],
  ["a form", (secret) => `user=ada&password=${secret}&remember=1`],
  ["a fragment", (secret) => `https://app.example/cb#access_token=${secret}&expires_in=3600`],
  ["a matrix parameter", (secret) => `/cart;jsessionid=${secret}?n=1`],
  ["a user part", (secret) => `fetch https://ada:${secret}@example.com/ failed`],
  ["a user part alone", (secret) => `git clone https://${secret}@git.example/a.git`],
  ["a user part with an at sign", (secret) => `postgres://ada:p@${secret}@db:5432/shop`],
  [
    "a PostgreSQL URL",
    (secret) => `postgresql://app:${secret}@db.internal:5432/shop?sslmode=require`,
  ],
  ["a Redis URL", (secret) => `rediss://:${secret}@cache.internal:6379/0`],
  ["a MongoDB URL", (secret) => `mongodb+srv://app:${secret}@cluster0.example.net/?w=majority`],
  ["an AMQP URL", (secret) => `amqps://app:${secret}@mq.example/vhost`],
  ["a Sentry DSN", (secret) => `https://${secret}@o1.ingest.example/42`],
  ["a libpq string", (secret) => `host=db user=app password='${secret}' dbname=shop`],
  ["an ADO.NET string", (secret) => `Server=db;User Id=app;Password=${secret};Encrypt=true`],
  ["an ADO.NET string with Pwd", (secret) => `Server=db;Uid=app;Pwd=${secret};`],
  [
    "an Azure string",
    (secret) =>
      `DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${secret}==;EndpointSuffix=b`,
  ],
  [
    "a Service Bus string",
    (secret) => `Endpoint=sb://a/;SharedAccessKeyName=root;SharedAccessKey=${secret}=`,
  ],
  ["a JDBC URL", (secret) => `jdbc:postgresql://db/shop?user=app&password=${secret}`],
  ["an environment", (secret) => `PATH=/bin\nDB_PASSWORD=${secret}\nHOME=/root`],
  ["a quoted environment", (secret) => `export AWS_SECRET_ACCESS_KEY="${secret}"\nexport A=1`],
  ["YAML", (secret) => `db:\n  user: app\n  password: ${secret}\n  port: 5432`],
  ["properties", (secret) => `spring.datasource.password=${secret}`],
  ["a bearer header", (secret) => `Authorization: Bearer ${secret}`],
  ["a basic header", (secret) => `authorization: Basic ${secret}==`],
  [
    "a digest header",
    (secret) => `Authorization: Digest username="${secret}", response="${secret}"`,
  ],
  [
    "an AWS header",
    (secret) => `Authorization: AWS4-HMAC-SHA256 Credential=${secret}/2026/s3, Signature=${secret}`,
  ],
  ["a header with a bare key", (secret) => `Authorization: ${secret}`],
  ["a cookie header", (secret) => `Cookie: theme=dark; id=${secret}; lang=en`],
  ["a quoted cookie", (secret) => `Cookie: id="${secret}"; other=${secret}`],
  ["a set-cookie header", (secret) => `Set-Cookie: id=${secret}; Path=/; HttpOnly`],
  [
    "a dump of headers",
    (secret) =>
      `Host: a\r\nAuthorization: Bearer ${secret}\r\nCookie: a=${secret}\r\nX-Api-Key: ${secret}\r\nAccept: */*`,
  ],
  ["an inspected header", (secret) => `{ authorization: 'Bearer ${secret}', accept: '*/*' }`],
  [
    "headers in JSON",
    (secret) => JSON.stringify({ headers: { cookie: `a="${secret}"; b=${secret}` } }),
  ],
  [
    "curl",
    (secret) =>
      `curl -H "Authorization: Bearer ${secret}" -H 'X-Api-Key: ${secret}' https://a.example`,
  ],
  ["Bearer in prose", (secret) => `server refused Bearer ${secret} twice`],
  ["BEARER in capitals", (secret) => `refused BEARER ${secret}`],
  ["Basic in prose", (secret) => `tried Basic ${secret}= without success`],
  [
    "a private key",
    (secret) => `-----BEGIN PRIVATE KEY-----\n${secret}\n-----END PRIVATE KEY-----`,
  ],
  [
    "an RSA key",
    (secret) =>
      `key is -----BEGIN RSA PRIVATE KEY-----\n${secret}\n${secret}\n-----END RSA PRIVATE KEY-----`,
  ],
  [
    "an OpenSSH key",
    (secret) => `-----BEGIN OPENSSH PRIVATE KEY-----\n${secret}\n-----END OPENSSH PRIVATE KEY-----`,
  ],
  [
    "an encrypted key",
    (secret) =>
      `-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,0F\n\n${secret}\n-----END RSA PRIVATE KEY-----`,
  ],
  [
    "a PGP key",
    (secret) =>
      `-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n${secret}\n-----END PGP PRIVATE KEY BLOCK-----`,
  ],
  [
    "a key in JSON",
    (secret) =>
      JSON.stringify({
        pem: `-----BEGIN PRIVATE KEY-----\n${secret}\n-----END PRIVATE KEY-----\n`,
      }),
  ],
  ["a cut private key", (secret) => `-----BEGIN EC PRIVATE KEY-----\n${secret}\n${secret}`],
];
