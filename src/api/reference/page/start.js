// Options: https://swagger.io/docs/open-source-tools/swagger-ui/usage/configuration/
window.SwaggerUIBundle({
  // The gateway may be below a path that it does not know.
  url: new URL('../json', document.currentScript.src).href,
  dom_id: '#swagger-ui',
  deepLinking: true,
  displayRequestDuration: true,
  // Schemas are shown where they are used. The list of all of them is as long as the rest of the page.
  defaultModelsExpandDepth: -1,
  // Swagger's public validator would be asked about every document.
  validatorUrl: null
})
