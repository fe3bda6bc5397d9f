/// <reference types="@alter/connect/element" />
