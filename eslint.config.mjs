import tseslint from 'typescript-eslint'
import vue from 'eslint-plugin-vue'
import vueParser from 'vue-eslint-parser'
import globals from 'globals'

const noUnsafeMarkup = {
  selector: 'MemberExpression[property.name=/^(innerHTML|outerHTML|insertAdjacentHTML)$/]',
  message: 'Text from servers must never become markup (docs/security.md).',
}

// Components only: oxlint checks the TypeScript files with their types (.oxlintrc.json).
export default tseslint.config(...vue.configs['flat/recommended'], {
  files: ['**/*.vue'],
  languageOptions: {
    parser: vueParser,
    parserOptions: { parser: tseslint.parser, sourceType: 'module', ecmaVersion: 'latest' },
    globals: globals.browser,
  },
  plugins: { '@typescript-eslint': tseslint.plugin },
  rules: {
    'max-lines': ['error', { max: 400 }],
    'no-restricted-syntax': ['error', noUnsafeMarkup],
    'no-console': 'error',
    'prefer-const': 'error',
    eqeqeq: ['error', 'always', { null: 'ignore' }],
    '@typescript-eslint/no-unused-vars': 'error',
    'vue/no-v-html': 'error',
    // Panes and tabs are reactive models with methods; a prop hands on the model itself.
    'vue/no-mutating-props': ['error', { shallowOnly: true }],
    'vue/multi-word-component-names': 'off',
    'vue/block-order': ['error', { order: ['script', 'template', 'style'] }],
    // The formatter decides about white space.
    'vue/html-indent': 'off',
    'vue/max-attributes-per-line': 'off',
    'vue/singleline-html-element-content-newline': 'off',
    'vue/multiline-html-element-content-newline': 'off',
    'vue/html-closing-bracket-newline': 'off',
    'vue/html-self-closing': 'off',
    'vue/first-attribute-linebreak': 'off',
    'vue/attributes-order': 'off',
    'vue/require-default-prop': 'off',
  },
})
